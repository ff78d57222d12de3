package com.example.host;

import static com.example.host.Host.SOURCE;
import static com.example.host.Host.claims;
import static com.example.host.Host.event;
import static com.example.host.Host.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With Spring Security in front. */
class SecurityTest {

  @TempDir Path folder;

  @Test
  void onlyDeliveriesComeInWithoutALogin() throws Exception {
    try (Host host = Host.start(SOURCE, claims(folder))) {
      String id = newId();
      HttpResponse<String> answer = host.deliver(event(id));
      assertThat(answer.body()).isEqualTo("{\"received\":true}");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(host.webhooks().handled).containsExactly(id);

      assertThat(host.deliver("/own", event(newId()), Host.SECRET).statusCode()).isEqualTo(401);
      assertThat(host.getAs("nobody", "/own").statusCode()).isEqualTo(401);
      assertThat(host.get("/own").body()).isEqualTo("own");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "csrf"})
  void whoPermitsTooLittleReceivesNothing(String security) throws Exception {
    try (Host host = Host.start(SOURCE, claims(folder), "--host.security=" + security)) {
      HttpResponse<String> answer = host.deliver(event(newId()));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).isEmpty();
      assertThat(host.webhooks().handled).isEmpty();
    }
  }
}
