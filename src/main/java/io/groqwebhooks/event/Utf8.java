package io.groqwebhooks.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** UTF-8 as RFC 3629 defines it. */
final class Utf8 {

  private static final int DECODED_AT_ONCE = 1024;

  private Utf8() {}

  /**
   * Whether the bytes are UTF-8. Jackson lets overlong forms and halves of surrogate pairs pass,
   * which whoever reads the event after us may refuse, or read as something else.
   */
  static boolean isValid(byte[] bytes) {
    int ascii = 0;
    while (ascii < bytes.length && bytes[ascii] >= 0) {
      ascii++;
    }
    if (ascii == bytes.length) {
      return true;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer rest = ByteBuffer.wrap(bytes, ascii, bytes.length - ascii);
    CharBuffer characters = CharBuffer.allocate(Math.min(DECODED_AT_ONCE, rest.remaining()));
    CoderResult result;
    do {
      characters.clear();
      result = decoder.decode(rest, characters, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
