/** A map that answers for one key at a time: for what may cost no more where others have much. */
export class Unwalkable<V> extends Map<string, V> {
  override [Symbol.iterator](): never {
    return refuse();
  }

  override entries(): never {
    return refuse();
  }

  override keys(): never {
    return refuse();
  }

  override values(): never {
    return refuse();
  }

  override forEach(): never {
    return refuse();
  }
}

function refuse(): never {
  throw new Error('goes through what belongs to others');
}
