import { isHttp, setting } from '../../../reading/written-sections.js';
import type { LintRule } from '../../rule.js';

export const connectionsNotReused: LintRule = {
  severity: 'warning',
  why: 'Each request then opens a connection to the server, and each that HAProxy closes first holds its port in TIME_WAIT.',
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends.filter(isHttp)) {
      const reuse = setting(section, 'http-reuse');
      const lines = [
        reuse?.[1]?.text === 'never' ? reuse : null,
        setting(section, 'option', 'httpclose'),
        setting(section, 'option', 'http-server-close'),
      ];
      for (const line of lines) {
        if (!line || seen.has(line)) continue;
        seen.add(line);
        const text = `${line[0].text} ${line[1]?.text ?? ''}`;
        yield {
          message: `${text} keeps ${section.name} from reusing connections`,
          mend: `Leave out ${text}.`,
          place: line[0].place,
        };
      }
    }
  },
};
