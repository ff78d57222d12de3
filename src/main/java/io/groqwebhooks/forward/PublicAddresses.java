package io.groqwebhooks.forward;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Tells addresses that anybody can reach from those of one's own network, by IANA's registries of
 * special-purpose addresses (RFC 6890 and its successors).
 */
final class PublicAddresses {

  private PublicAddresses() {}

  /** Whether the address is one of the public internet. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    boolean special =
        switch (first) {
          case 0, 10, 127 -> true; // this network, private, loopback
          case 100 -> (second & 0xc0) == 64; // shared by customers of a provider
          case 169 -> second == 254; // link
          case 172 -> (second & 0xf0) == 16; // private
          case 192 ->
              second == 168 // private
                  || (second == 0 && (third == 0 || third == 2)) // protocols, documentation
                  || (second == 88 && third == 99); // 6to4 relays
          case 198 ->
              (second & 0xfe) == 18 // benchmarks
                  || (second == 51 && third == 100); // documentation
          case 203 -> second == 0 && third == 113; // documentation
          default -> first >= 224; // multicast, reserved, broadcast
        };
    return !special;
  }

  /** Global unicast is 2000::/3 and nothing else; some of it leads to IPv4 addresses. */
  private static boolean isPublic6(byte[] bytes) {
    int first = word(bytes, 0);
    int second = word(bytes, 1);
    if (first == 0x64 && second == 0xff9b) {
      // A translator to IPv4 (RFC 6052), which 64:ff9b:1::/48 is only within one's own network.
      return isZero(bytes, 4, 12) && isPublic4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if ((first & 0xe000) != 0x2000) {
      return false;
    }
    if (first == 0x2002) {
      return isPublic4(Arrays.copyOfRange(bytes, 2, 6)); // 6to4
    }
    boolean protocols = first == 0x2001 && second < 0x200; // Teredo among them
    boolean documentation = (first == 0x2001 && second == 0xdb8) || (first & 0xfff0) == 0x3ff0;
    return !protocols && !documentation;
  }

  private static int word(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
