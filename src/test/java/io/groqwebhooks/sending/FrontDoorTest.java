package io.groqwebhooks.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.groqwebhooks.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends to a real server of HTTPS, whose certificate nobody vouches for. */
class FrontDoorTest {

  private static final TestSender.Signed REQUEST = new TestSender.Signed(Map.of(), new byte[] {1});

  private SelfSigned own;
  private HttpsServer server;
  private URI url;

  @BeforeEach
  void start() throws Exception {
    own = SelfSigned.rsa();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpsServer.create(free, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    // The certificate is for localhost.
    url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theCertificatesThatAreKnownAreTrustedForAnyName() throws Exception {
    FrontDoor door = new FrontDoor(() -> Set.of(own.certificate()));

    assertThat(door.send(url, REQUEST).statusCode()).isEqualTo(200);
  }

  @Test
  void noOthersAre() throws Exception {
    Certificate another = SelfSigned.rsa().certificate();

    for (FrontDoor door :
        new FrontDoor[] {new FrontDoor(() -> Set.of(another)), new FrontDoor(Set::of)}) {
      assertThatThrownBy(() -> door.send(url, REQUEST))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its certificate is not the receiver's");
    }
    assertThatThrownBy(() -> new FrontDoor().send(url, REQUEST)).isInstanceOf(IOException.class);
  }
}
