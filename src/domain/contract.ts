/** A declared architectural promise, as in import-linter and tach. Modules are dotted names; `*` stands for one segment. */
export type Contract =
  | (ContractBase & {
      readonly kind: 'layers';
      /** Highest first; modules side by side are independent of each other. */
      readonly layers: readonly (readonly string[])[];
      readonly containers: readonly string[];
    })
  | (ContractBase & { readonly kind: 'independence'; readonly modules: readonly string[] })
  | (ContractBase & {
      readonly kind: 'forbidden';
      readonly from: readonly string[];
      readonly to: readonly string[];
    })
  | (ContractBase & {
      readonly kind: 'protected';
      readonly modules: readonly string[];
      readonly allowed: readonly string[];
    });

interface ContractBase {
  readonly name: string;
  readonly ignore: readonly IgnoredImport[];
}

/** An import that a contract lets pass. */
export interface IgnoredImport {
  readonly importer: string;
  readonly imported: string;
}
