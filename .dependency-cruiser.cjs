/** Import arrows, as drawn in docs/architecture.md. Everything else is an error. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.tsx?$" },
  to: { pathNot: [...allowed, "node_modules"], dependencyTypesNot: ["core", "npm", "npm-dev"] },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment:
        "core-as is one compiled program whose parts call each other; everywhere else cycles hide a missing layer",
      from: { path: "^(lib-ts|web|tools|conformance)/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("core-imports-nothing", "^core-as/", ["^core-as/"], "core-as talks to the host through host.ts only"),
    only("web-uses-the-public-api", "^web/", ["^web/", "^lib-ts/index\\.ts$"], "web imports lib-ts/index.ts only"),
    only(
      "client-and-worker",
      "^lib-ts/client/",
      ["^lib-ts/(client|worker|errors|machines|loader)"],
      "the main-thread half",
    ),
    only(
      "sel4vm-on-core",
      "^lib-ts/sel4vm/",
      ["^lib-ts/(sel4vm|core|loader|errors)"],
      "libsel4vm sees the core and pure loaders",
    ),
    only(
      "devices-on-public-api",
      "^lib-ts/devices/",
      ["^lib-ts/(devices|sel4vm|errors)"],
      "devices are written on the public API",
    ),
    only("loader-is-pure", "^lib-ts/loader/", ["^lib-ts/(loader|errors)"], "bytes in, plan out"),
    only(
      "core-wrapper",
      "^lib-ts/core/",
      ["^lib-ts/(core|jit|errors)", "^core-as/(layout|abi|(aarch32|aarch64|ia32)/state|ir/ops\\.gen)"],
      "the only code that touches the instance",
    ),
    only(
      "jit-is-pure",
      "^lib-ts/jit/",
      [
        "^lib-ts/(jit/|errors\\.ts$)",
        "^core-as/(layout|abi|aarch64/state|fp/x87/(layout|packed))\\.ts$",
        "^core-as/ir/[^/]+\\.gen\\.ts$",
      ],
      "micro-ops in, WebAssembly out: the region compiler knows the core's tables and nothing of the host",
    ),
    {
      name: "nothing-imports-tools",
      severity: "error",
      from: { path: "^(core-as|lib-ts|web)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(tools|conformance|e2e)/" },
    },
    {
      name: "comlink-in-two-files",
      severity: "error",
      from: { path: "^(lib-ts|web)/", pathNot: "^lib-ts/(client|worker|testing)/[^/]+\\.ts$" },
      to: { path: "node_modules/comlink" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
