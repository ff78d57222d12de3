package io.groqwebhooks.signature;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How a signature's bytes are written in a header. */
public enum SignatureEncoding {
  /** Hexadecimal; written in lower case, read in either. */
  HEX {
    @Override
    String encode(byte[] signature) {
      return HexFormat.of().formatHex(signature);
    }

    @Override
    byte @Nullable [] decode(String text, int length) {
      if (text.length() != 2 * length) {
        return null;
      }
      byte[] decoded = new byte[length];
      for (int i = 0; i < length; i++) {
        char high = text.charAt(2 * i);
        char low = text.charAt(2 * i + 1);
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
          return null;
        }
        decoded[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
      }
      return decoded;
    }
  },
  /** Base64 with padding, in the basic alphabet of RFC 4648, section 4. */
  BASE64 {
    @Override
    String encode(byte[] signature) {
      return Base64.getEncoder().encodeToString(signature);
    }

    @Override
    byte @Nullable [] decode(String text, int length) {
      if (text.length() != (length + 2) / 3 * 4) {
        return null;
      }
      try {
        byte[] decoded = Base64.getDecoder().decode(text);
        // The last digit has bits that mean nothing: only one way to write a signature is its own.
        return decoded.length == length && encode(decoded).equals(text) ? decoded : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  };

  abstract String encode(byte[] signature);

  /**
   * The bytes written in the text, or null if the text does not encode exactly {@code length}
   * bytes.
   */
  abstract byte @Nullable [] decode(String text, int length);
}
