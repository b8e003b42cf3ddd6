/** The calculator's input about a host and its clients. */
export const FACTS = {
  schema: 'tidegate.facts/1',
  platform: 'linux',
  cpus: 4,
  portRange: [32_768, 60_999],
  reservedPorts: '8080,9000-9099',
  portsInUse: [22, 80],
  loopback: { cidrs: ['127.0.0.1/8'], aliases: 1, usable: 16_777_214 },
  nofile: { soft: 1024, hard: 524_288 },
  nrOpen: 1_048_576,
  fileMax: 9_000_000_000_000_000,
  memory: { totalBytes: 8_000_000_000, availableBytes: 4_000_000_000 },
  socketBytes: 4000,
  conntrack: { active: true, max: 262_144 },
  tcp: { twReuse: 2, timestamps: 1, maxTwBuckets: 65_536, somaxconn: 4096, maxSynBacklog: 1024 },
};

export const CLIENTS = {
  local: true,
  addresses: 1,
  range: null,
  ports: Array.from({ length: 28_232 }, (_, i) => 32_768 + i),
};
