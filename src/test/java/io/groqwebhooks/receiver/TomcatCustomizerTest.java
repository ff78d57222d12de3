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
    MockEnvironment environment = new MockEnvironment();
    new TomcatCustomizer(BoundSettings.of(environment), new ServerProperties(), environment)
        .customize(new TomcatServletWebServerFactory(port));
  }

  @Test
  void aNegativePortIsNotTakenForAnyFreeOne() {
    assertThatThrownBy(() -> customize(-4))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("server.port must be from 0 to 65535, not -4");
    assertThatCode(() -> customize(0)).doesNotThrowAnyException();
  }
}
