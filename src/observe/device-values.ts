/** One number for each device that has one, by the device's number. */
export class DeviceValues {
  #values = new Float64Array(0);

  get(device: number): number | undefined {
    const value = this.#values[device];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  set(device: number, value: number): void {
    if (device >= this.#values.length) {
      const longer = new Float64Array(Math.max(device + 1, 2 * this.#values.length)).fill(Number.NaN);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[device] = value;
  }
}
