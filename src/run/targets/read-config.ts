import { readNginxConfig } from '../../config/nginx/reading/read.js';
import { diskSource } from '../../host/files/config-source.js';
import type { NginxConfig } from '../../model/nginx.js';

/** @throws TidegateError CONFIG_* */
export function readConfigFile(file: string): NginxConfig {
  return readNginxConfig(file, diskSource);
}
