package io.groqwebhooks.receiver;

import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.queue.QueueConfiguration;
import io.groqwebhooks.routes.RoutesConfiguration;
import io.groqwebhooks.routes.RoutesFolder;
import io.groqwebhooks.settings.WebhookSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** The receiver that runs by itself. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({QueueConfiguration.class, RoutesConfiguration.class, TracesConfiguration.class})
public class Receiver {

  /**
   * Of camel-observability-services-starter: health and metrics, where Camel people look for them.
   */
  private static final String OBSERVABILITY_SERVICES = "config/application.properties";

  /** Starts the receiver; the arguments are Spring's. */
  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(new EndOnFatalError());
    makeTemporaryFolder();
    start(args);
  }

  /** The system's is there. One that somebody has chosen, in a new volume, may not be. */
  private static void makeTemporaryFolder() {
    try {
      Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException e) {
      throw new UncheckedIOException("There is no folder for temporary files", e);
    }
  }

  /** Starts the receiver, to be closed by the caller. */
  public static ConfigurableApplicationContext start(String... args) {
    if (Runtime.version().feature() >= 24 && System.getProperty("io.netty.noUnsafe") == null) {
      // From Java 24 on, the memory access that Redis's client would use by itself makes the JVM
      // print warnings.
      System.setProperty("io.netty.noUnsafe", "true");
    }
    ConsoleText.escape();
    Extensions extensions = Extensions.find();
    ClassLoader loader = extensions.loader(Receiver.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    SpringApplication application =
        new SpringApplication(new DefaultResourceLoader(loader), Receiver.class);
    application.setDefaultProperties(defaults());
    application.addInitializers(
        new Profiles(), new GroqSource(), new RedisUrl(), new UnusedEngines(), new RoutesFolder());
    application.addInitializers(
        context -> {
          extensions.check();
          context.getBeanFactory().registerSingleton("receiverExtensions", extensions);
        });
    // Logging is set up by then.
    application.addListeners(
        (ApplicationListener<ApplicationPreparedEvent>) prepared -> EndOnFatalError.InLog.watch());
    return application.run(args);
  }

  /** What Camel says on observability, and on top of it what the receiver says. */
  private static Properties defaults() {
    try {
      Properties defaults =
          PropertiesLoaderUtils.loadProperties(new ClassPathResource(OBSERVABILITY_SERVICES));
      PropertiesLoaderUtils.fillProperties(
          defaults, new ClassPathResource("receiver.properties", Receiver.class));
      return defaults;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Bean
  TomcatCustomizer receiverTomcat(
      WebhookSettings settings, ServerProperties server, Environment environment) {
    return new TomcatCustomizer(settings, server, environment);
  }

  @Bean
  RouteGauges receiverRouteGauges() {
    return new RouteGauges();
  }

  @Bean
  JsonErrorController receiverErrors() {
    return new JsonErrorController();
  }

  @Bean
  StartupReport receiverStartupReport(ClaimStore claims) {
    return new StartupReport(claims);
  }
}
