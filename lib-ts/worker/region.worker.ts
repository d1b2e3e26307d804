/** The worker in which a machine of the page has its regions compiled. */
import { compileService } from "../core/index.ts";

const answer = compileService();
self.onmessage = ({ data }) => self.postMessage(answer(data));
