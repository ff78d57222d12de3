package io.groqwebhooks.claim.file;

/**
 * How many records there are, and until when the first and the last of them are remembered, in
 * epoch milliseconds; without records, those are 0. Immutable.
 */
record RecordCount(long records, long first, long last) {

  static final RecordCount NONE = new RecordCount(0, 0, 0);

  RecordCount with(long until, boolean isNew) {
    return new RecordCount(
        records + (isNew ? 1 : 0),
        records == 0 ? until : Math.min(first, until),
        Math.max(last, until));
  }
}
