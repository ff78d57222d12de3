package io.groqwebhooks.receiver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

/** The server that takes webhooks, as it is reached and known from this machine. */
final class OwnServer {

  private OwnServer() {}

  /** What the path of every source comes behind. */
  static URI address(ServerProperties settings, int port) {
    InetAddress address = settings.getAddress();
    String host =
        address == null || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    try {
      return new URI(
          scheme(settings.getSsl()),
          null,
          host,
          port,
          settings.getServlet().getContextPath(),
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The server has an address", e);
    }
  }

  /** The scheme of a server's addresses. */
  static String scheme(@Nullable Ssl ssl) {
    return Ssl.isEnabled(ssl) ? "https" : "http";
  }

  /** The certificates that the server has at the moment; none without HTTPS. */
  static Set<Certificate> certificates(WebServer server) {
    Set<Certificate> all = new HashSet<>();
    if (server instanceof TomcatWebServer tomcat) {
      try {
        for (Connector connector : tomcat.getTomcat().getService().findConnectors()) {
          for (SSLHostConfig host : connector.findSslHostConfigs()) {
            for (SSLHostConfigCertificate certificate : host.getCertificates()) {
              add(certificate.getCertificateKeystore(), all);
            }
          }
        }
      } catch (IOException | KeyStoreException e) {
        throw new IllegalStateException("The server's certificates cannot be read", e);
      }
    }
    return all;
  }

  private static void add(KeyStore store, Set<Certificate> all) throws KeyStoreException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        all.add(store.getCertificate(alias));
      }
    }
  }
}
