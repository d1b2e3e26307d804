import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as sel4vm from "../lib-ts/index.ts";
import { App } from "./App.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

// For experiments in the browser's own console, and for tests: sel4vm.createVm(...).
Object.assign(globalThis, { sel4vm });

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
