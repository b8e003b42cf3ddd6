import type { LoadRenderer } from '../report/renderers.js';
import { layoutOf } from './layout-of.js';
import type { Output, World } from './world.js';

/** Renders a result and writes it: the one place that prints a report. */
export async function print<T>(
  world: World,
  load: LoadRenderer<T>,
  result: T,
  output: Output = world.stdout,
): Promise<void> {
  (await printer(world, load, output))(result);
}

/** The same for a command that may load no more modules once it has a result. */
export async function printer<T>(
  world: World,
  load: LoadRenderer<T>,
  output: Output = world.stdout,
): Promise<(result: T) => void> {
  const render = await load();
  return (result) => {
    output.write(render(result, layoutOf(world, output)));
  };
}
