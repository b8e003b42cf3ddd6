import { formatPlace, TidegateError } from '../../../lib/errors.js';
import type { DirectiveRef } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { Context, Drafts } from '../drafts/drafts.js';
import type { AnyEntry, Reader } from '../drafts/entry.js';
import type { Directive } from '../syntax/syntax.js';
import { entriesNamed, entryFor } from './registry.js';

/** Walks a tree of directives and lets each entry of the registry set its values. */
export class TreeReader implements Reader {
  readonly lenient: boolean;
  readonly ignored: DirectiveRef[] = [];
  readonly unknown: DirectiveRef[] = [];

  constructor(lenient = false) {
    this.lenient = lenient;
  }

  block<C extends Context>(context: C, draft: Drafts[C], directive: Directive): void {
    this.read(context, draft, directive.body ?? []);
  }

  unmodelled(name: string, place: Place): void {
    this.unknown.push({ name, place });
  }

  counted(name: string, place: Place): void {
    this.unknown.push({ name, place, counted: true });
  }

  /** @throws TidegateError CONFIG_DIRECTIVE_MISPLACED, CONFIG_ARGUMENTS_BAD, CONFIG_DUPLICATE, and what an entry throws */
  read<C extends Context>(context: C, draft: Drafts[C], directives: readonly Directive[]): void {
    const seen = new Map<AnyEntry, Place>();
    for (const directive of directives) {
      const entry = entryFor(directive.name, context);
      if (!entry) {
        this.#notHere(directive, context);
        continue;
      }
      const before = seen.get(entry);
      if (before && !entry.repeats) throw duplicate(directive, before);
      seen.set(entry, directive.place);
      checkShape(directive, entry);
      if (entry.counted) this.counted(directive.name, directive.place);
      if (entry.apply === 'accepted') this.ignored.push(refer(directive));
      // The entry was chosen by this context, so its draft is of this type.
      else entry.apply(draft as never, directive, this);
    }
  }

  #notHere(directive: Directive, context: Context): void {
    const namesakes = entriesNamed(directive.name);
    const allowed = namesakes.some(
      (entry) =>
        entry.unmodelledIn?.includes(context) ||
        // nginx allows there what a location allows, with surprising effects.
        (context === 'if' && entry.contexts.includes('location')),
    );
    if (namesakes.length > 0 && !allowed) throw wrongContext(directive, context, namesakes);
    this.unknown.push(refer(directive));
  }
}

function refer(directive: Directive): DirectiveRef {
  return { name: directive.name, place: directive.place };
}

function checkShape(directive: Directive, entry: AnyEntry): void {
  const { name, place, args } = directive;
  if (entry.block && !directive.body) {
    throw new TidegateError('CONFIG_ARGUMENTS_BAD', `"${name}" has no block`, {
      place,
      hint: `Write: ${name} ... { ... }`,
    });
  }
  if (!entry.block && directive.body) {
    throw new TidegateError('CONFIG_ARGUMENTS_BAD', `"${name}" takes no block`, {
      place,
      hint: `End it with ";".`,
    });
  }
  const [min, max] = entry.args;
  if (args.length >= min && args.length <= max) return;
  const wanted = max === min ? `${min}` : max === Infinity ? `${min} or more` : `${min} to ${max}`;
  const straddles = args.find((word) => !word.quoted && word.place.line > place.line);
  throw new TidegateError(
    'CONFIG_ARGUMENTS_BAD',
    `"${name}" takes ${wanted} argument${wanted === '1' ? '' : 's'}, here it has ${args.length}`,
    {
      place,
      hint: straddles
        ? `Is a ";" missing before "${straddles.text}" at ${formatPlace(straddles.place)}?`
        : 'Give it as many as it takes.',
    },
  );
}

function wrongContext(
  directive: Directive,
  context: Context,
  namesakes: readonly AnyEntry[],
): TidegateError {
  const where = [...new Set(namesakes.flatMap((entry) => entry.contexts))].join(', ');
  return new TidegateError(
    'CONFIG_DIRECTIVE_MISPLACED',
    `"${directive.name}" is not allowed in ${context}`,
    {
      place: directive.place,
      hint: `It belongs in: ${where}.`,
    },
  );
}

function duplicate(directive: Directive, before: Place): TidegateError {
  return new TidegateError('CONFIG_DUPLICATE', `"${directive.name}" is set twice in this block`, {
    place: directive.place,
    hint: `Keep one; the first stands at ${formatPlace(before)}.`,
  });
}
