/** Sections that are read, and sections whose lines do not affect the number of connections. */
export const PROXY_SECTIONS = ['defaults', 'frontend', 'backend', 'listen'] as const;
export type ProxySection = (typeof PROXY_SECTIONS)[number];

export const OTHER_SECTIONS: ReadonlySet<string> = new Set([
  'acme',
  'cache',
  'crt-store',
  'fcgi-app',
  'healthcheck',
  'http-errors',
  'log-forward',
  'log-profile',
  'mailers',
  'peers',
  'program',
  'resolvers',
  'ring',
  'traces',
  'userlist',
]);

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Keywords of `global` that change no figure. */
export const ACCEPTED_GLOBAL = words(`
  busy-polling debug httpclient.resolvers.disabled
  httpclient.resolvers.id httpclient.resolvers.prefer httpclient.retries httpclient.ssl.ca-file
  httpclient.ssl.verify httpclient.timeout.connect
  ca-base chroot cpu-map crt-base daemon default-path description expose-experimental-directives
  external-check gid group h1-case-adjust h1-case-adjust-file hard-stop-after insecure-fork-wanted
  issuers-chain-path log log-send-hostname log-tag lua-load lua-load-per-thread
  lua-prepend-path master-worker mworker-max-reloads node numa-cpu-mapping pidfile
  pp2-never-send-local presetenv quiet resetenv server-state-base server-state-file set-dumpable
  set-var set-var-fmt setenv spread-checks ssl-default-bind-ciphers ssl-default-bind-ciphersuites
  ssl-default-bind-curves ssl-default-bind-options ssl-default-server-ciphers
  ssl-default-server-ciphersuites ssl-default-server-options ssl-dh-param-file ssl-server-verify
  ssl-skip-self-issued-ca tune.bufsize tune.comp.maxlevel
  tune.http.cookielen tune.http.logurilen tune.http.maxhdr tune.idletimer tune.lua.maxmem
  tune.maxrewrite tune.ssl.cachesize tune.ssl.capture-buffer-size tune.ssl.default-dh-param
  tune.ssl.keylog tune.ssl.lifetime tune.ssl.maxrecord uid unsetenv user zero-warning
`);

/** Families of such keywords, which get new members with each version. */
const ACCEPTED_FAMILY =
  /^(?:tune\.|ssl-|lua-|wurfl-|51degrees-|deviceatlas-|h1-|nosplice|noepoll|nokqueue|nopoll|noevports)/;

/** Whether a keyword of `global` changes no figure. */
export function isAcceptedGlobal(keyword: string): boolean {
  return ACCEPTED_GLOBAL.has(keyword) || ACCEPTED_FAMILY.test(keyword);
}

/** Keywords of the proxy sections that change no figure. */
export const ACCEPTED_PROXY = words(`
  acl capture clitcpka-cnt clitcpka-idle clitcpka-intvl compression cookie
  declare description external-check email-alert errorfile errorfiles errorloc errorloc302
  errorloc303 filter force-persist hash-balance-factor hash-type http-after-response http-check
  guid http-error http-request http-response http-reuse http-send-name-header id ignore-persist
  load-server-state-from-file log log-format log-format-sd log-tag max-keep-alive-queue
  monitor-net monitor-uri monitor persist redirect retries retry-on
  server-state-file-name srvtcpka-cnt srvtcpka-idle srvtcpka-intvl stats stick stick-table
  tcp-check tcp-request tcp-response timeout unique-id-format unique-id-header use-fcgi-app
`);
