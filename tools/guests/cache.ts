/** Where fetched guests live: outside the checkout, shared by all checkouts of one user. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** `$SEL4VM_WEB_CACHE`, else `$XDG_CACHE_HOME/sel4vm-web`, else `~/.cache/sel4vm-web`; an absolute path. */
export function guestCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.SEL4VM_WEB_CACHE) return resolve(environment.SEL4VM_WEB_CACHE);
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return resolve(cache, "sel4vm-web");
}
