package io.groqwebhooks.bench;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The floor: a Camel route that answers with the body it got. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ArtemisAutoConfiguration.class)
public class EchoServer {

  /** Starts it; the arguments are Spring's. */
  public static void main(String[] args) {
    SpringApplication.run(EchoServer.class, args);
  }

  @Bean
  RouteBuilder echo() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("platform-http:/webhooks/groq?httpMethodRestrict=POST").transform(body());
      }
    };
  }
}
