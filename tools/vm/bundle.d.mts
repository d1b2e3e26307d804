/** Types of bundle.mjs, which Node runs as it is. */
export declare function bundle(source: string, target: string): Promise<void>;
