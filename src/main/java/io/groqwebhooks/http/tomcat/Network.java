package io.groqwebhooks.http.tomcat;

/** What one client has of the Internet: an address of IPv4, or 64 bits that begin those of IPv6. */
final class Network {

  private static final int GROUPS_OF_IPV6 = 4;

  private Network() {}

  /**
   * Whether both addresses are of one client, by all that can be known.
   *
   * @param address as Java writes it, without abbreviation
   * @param other such an address
   */
  static boolean isShared(String address, String other) {
    int length = prefixLength(address);
    return length == address.length()
        ? address.equals(other)
        : other.regionMatches(0, address, 0, length);
  }

  private static int prefixLength(String address) {
    int end = -1;
    for (int group = 0; group < GROUPS_OF_IPV6; group++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address.length();
      }
    }
    return end + 1;
  }
}
