package com.example.host;

import static com.example.host.Host.SOURCE;
import static com.example.host.Host.claims;
import static com.example.host.Host.event;
import static com.example.host.Host.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.core.StringRedisTemplate;
import redis.embedded.RedisServer;

/** With what the application has besides: Redis and a database. */
class EnginesTest {

  @TempDir Path folder;

  @Test
  void claimsAreInTheApplicationsRedis() throws Exception {
    RedisServer redis = RedisServer.newRedisServer().port(freePort()).build();
    redis.start();
    try (Host host =
        Host.start(
            SOURCE,
            claims(folder.resolve("none")),
            "--spring.data.redis.port=" + redis.ports().get(0),
            "--spring.data.redis.host=localhost")) {
      String id = newId();
      assertThat(host.deliver(event(id)).body()).isEqualTo("{\"received\":true}");
      assertThat(host.deliver(event(id)).body()).contains("\"duplicate\":true");
      assertThat(
              host.context()
                  .getBean(StringRedisTemplate.class)
                  .opsForValue()
                  .get("groq:event:" + id))
          .isEqualTo("1");
      assertThat(folder.resolve("none")).doesNotExist();
    } finally {
      redis.stop();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void deliveriesAreLogged() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("deliveries");
    String id = newId();
    try (Host host =
        Host.start(
            SOURCE,
            claims(folder),
            "--webhooks.deliveries.enabled=true",
            "--webhooks.deliveries.url=" + url)) {
      assertThat(host.deliver(event(id)).statusCode()).isEqualTo(200);
    }
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from webhook_delivery where event_id = '" + id + "'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(1);
    }
  }
}
