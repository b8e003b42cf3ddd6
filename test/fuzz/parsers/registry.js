import { backendRequests } from './backend-requests.js';
import { factsJson } from './facts-json.js';
import { globs } from './globs.js';
import { haproxyConfig } from './haproxy-config.js';
import { loadResponses } from './load-responses.js';
import { logLines } from './log-lines.js';
import { maps } from './maps.js';
import { nginxConfig } from './nginx-config.js';
import { procText } from './proc-text.js';
import { proxyAnswers } from './proxy-answers.js';
import { proxyRequests } from './proxy-requests.js';
import { scenarioYaml } from './scenario-yaml.js';
import { shortValues } from './short-values.js';
import { uris } from './uris.js';

/**
 * By name: right texts, words of the grammar, and what is run on a text. It may throw nothing but
 * a TidegateError.
 */
export const PARSERS = {
  'nginx config': nginxConfig,
  'haproxy config': haproxyConfig,
  'scenario yaml': scenarioYaml,
  'facts json': factsJson,
  'short values': shortValues,
  globs,
  'load responses': loadResponses,
  'backend requests': backendRequests,
  'proxy requests': proxyRequests,
  'proxy answers': proxyAnswers,
  uris,
  'log lines': logLines,
  maps,
  'proc text': procText,
};
