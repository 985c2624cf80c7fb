/** The formats of `schism export`. */
export const FORMATS = ['tardis', 'shiviz', 'perfetto'] as const;

export interface ExportArguments {
  readonly folder: string;
  readonly format: (typeof FORMATS)[number];
}
