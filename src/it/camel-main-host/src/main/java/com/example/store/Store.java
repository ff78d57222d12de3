package com.example.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Header;
import org.apache.camel.main.Main;

/** The application: its routes are in camel/store.yaml, its settings in application.properties. */
public class Store {

  public final List<String> handled = new CopyOnWriteArrayList<>();

  public static void main(String[] arguments) throws Exception {
    Main main = new Main();
    main.bind("store", new Store());
    main.run(arguments);
  }

  public void handle(@Header("WebhookEventId") String id) {
    handled.add(id);
  }
}
