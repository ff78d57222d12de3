package io.groqwebhooks.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.10, false",
    "192.0.2.1, 192.0.2.2, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
    "2001:db8:0:1::1, 2001:db8:0:10::1, false",
    "2001:db8:0:10::1, 2001:db8:0:1::1, false",
    "2001:db8:0:1::1, 192.0.2.1, false"
  })
  void isWhatOneClientHas(String one, String other, boolean shared) throws UnknownHostException {
    assertThat(Network.isShared(asJavaWrites(one), asJavaWrites(other))).isEqualTo(shared);
  }

  private static String asJavaWrites(String address) throws UnknownHostException {
    return InetAddress.getByName(address).getHostAddress();
  }
}
