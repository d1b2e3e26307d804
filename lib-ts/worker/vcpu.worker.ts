/** The worker in which one vCPU of a machine of the page runs, where each has a thread of its own. */
import { VcpuThread } from "./parallel/vcpuThread.ts";

const thread = new VcpuThread((message) => self.postMessage(message));
self.onmessage = ({ data }) => thread.receive(data);
