/**
 * A set whose members know their own place in it, for members that come and go with every request
 * or connection. A `Set` leaves a table behind whenever it is rebuilt, and each table references
 * the next. Once one of them is old, V8's collection of young memory keeps every member that was
 * ever in any of them, which cost a proxy a quarter of its time.
 */
export abstract class Roster<T> {
  /** When a member leaves, the last member takes its place. */
  protected readonly members: T[] = [];

  /** -1 = it is no member. */
  protected abstract placeOf(member: T): number;
  protected abstract place(member: T, place: number): void;

  get size(): number {
    return this.members.length;
  }

  add(member: T): void {
    if (this.placeOf(member) >= 0) return;
    this.place(member, this.members.length);
    this.members.push(member);
  }

  delete(member: T): void {
    const place = this.placeOf(member);
    if (place < 0) return;
    this.place(member, -1);
    const last = this.members.pop();
    if (last === undefined || last === member) return;
    this.members[place] = last;
    this.place(last, place);
  }

  /** `by` takes the place of `member`, which leaves. */
  replace(member: T, by: T): void {
    const place = this.placeOf(member);
    if (place < 0) {
      this.add(by);
      return;
    }
    this.place(member, -1);
    this.members[place] = by;
    this.place(by, place);
  }

  /** The members at this moment, even if some leave meanwhile. */
  [Symbol.iterator](): IterableIterator<T> {
    return [...this.members].values();
  }
}
