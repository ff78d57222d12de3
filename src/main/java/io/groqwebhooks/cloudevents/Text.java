package io.groqwebhooks.cloudevents;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** What attributes, and the headers that carry them, may hold. */
final class Text {

  private static final int REPLACEMENT = 0xFFFD;
  private static final String HEX = "0123456789ABCDEF";

  private Text() {}

  /** The text with U+FFFD in place of characters that attributes must not hold. */
  static String legal(String text) {
    if (text.codePoints().allMatch(Text::isLegal)) {
      return text;
    }
    StringBuilder legal = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> isLegal(character) ? character : REPLACEMENT)
        .forEach(legal::appendCodePoint);
    return legal.toString();
  }

  /** Neither control characters, nor halves of surrogate pairs, nor noncharacters. */
  static boolean isLegal(int character) {
    boolean control = Character.isISOControl(character);
    boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    boolean noCharacter =
        (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
    return !control && !half && !noCharacter;
  }

  /**
   * The value of an HTTP header (HTTP's binding, section 3.1.3.2): all but printable ASCII is
   * percent-encoded, and so are spaces, quotation marks and percent signs.
   */
  static String inHttpHeader(String value) {
    return percentEncoded(value, Text::isPlainInHeader);
  }

  private static boolean isPlainInHeader(int character) {
    return character > ' ' && character < 0x7f && character != '"' && character != '%';
  }

  /** The text as a part of a URI (RFC 3986). */
  static String inUri(String text) {
    return percentEncoded(text, Text::isUnreservedInUri);
  }

  private static boolean isUnreservedInUri(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "-._~".indexOf(character) >= 0;
  }

  /** The text in UTF-8, with what is not plain as percent signs and hexadecimal digits. */
  private static String percentEncoded(String text, IntPredicate plain) {
    if (text.chars().allMatch(plain)) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() * 2);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (plain.test(each)) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.charAt((each >> 4) & 0xf)).append(HEX.charAt(each & 0xf));
      }
    }
    return encoded.toString();
  }
}
