package io.groqwebhooks.receiver;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groqwebhooks.autoconfigure.BoundSettings;
import io.groqwebhooks.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.mock.env.MockEnvironment;

class TomcatCustomizerTest {

  private static void customize(int port) {
    customize(port, new ServerProperties());
  }

  private static void customize(int port, ServerProperties server) {
    MockEnvironment environment = new MockEnvironment();
    new TomcatCustomizer(BoundSettings.of(environment), server, environment)
        .customize(new TomcatServletWebServerFactory(port));
  }

  @Test
  void nobodyIsBelievedWhoIsNotNamed() {
    ServerProperties server = new ServerProperties();
    server.getTomcat().getRemoteip().setProtocolHeader("X-Forwarded-Proto");
    assertThatThrownBy(() -> customize(0, server))
        .hasMessageContaining("server.tomcat.remoteip.internal-proxies is not set");
    ServerProperties anyone = new ServerProperties();
    anyone.setForwardHeadersStrategy(ServerProperties.ForwardHeadersStrategy.FRAMEWORK);
    assertThatThrownBy(() -> customize(0, anyone))
        .hasMessageContaining("server.forward-headers-strategy must be none or native");
  }

  @Test
  void aNegativePortIsNotTakenForAnyFreeOne() {
    assertThatThrownBy(() -> customize(-4))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("server.port must be from 0 to 65535, not -4");
    assertThatCode(() -> customize(0)).doesNotThrowAnyException();
  }
}
