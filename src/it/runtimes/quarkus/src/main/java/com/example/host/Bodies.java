package com.example.host;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads all bodies before requests are routed, as some extensions of Quarkus let it do, if this is set. */
@ApplicationScoped
public class Bodies {

  @ConfigProperty(name = "host.reads-bodies-first", defaultValue = "false")
  boolean first;

  void read(@Observes Router router) {
    if (first) {
      BodyHandler handler = BodyHandler.create(false);
      router
          .route()
          .order(Integer.MIN_VALUE + 1)
          .handler(
              routing -> {
                routing.request().resume();
                handler.handle(routing);
              });
    }
  }
}
