package io.groqwebhooks.receiver;

import io.groqwebhooks.http.servlet.ServletAnswer;
import io.groqwebhooks.intake.HttpAnswer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;

/**
 * Shows health and metrics on loopback only to who asks for them by a name of this machine. A page
 * in a browser on it can have a name of its own lead to loopback (DNS rebinding), but it cannot
 * choose the header that tells that name.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(Receiver.class)
public class ManagementHost {

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  @Bean
  FilterRegistrationBean<HttpFilter> receiverManagementHost(ManagementServerProperties server) {
    InetAddress address = server.getAddress();
    FilterRegistrationBean<HttpFilter> filter = new FilterRegistrationBean<>(new ByHost());
    // Elsewhere nobody knows by which names the port may be asked.
    filter.setEnabled(address != null && address.isLoopbackAddress());
    return filter;
  }

  private static boolean isLoopback(@Nullable String host) {
    return host == null || LOOPBACK.matcher(host).matches();
  }

  private static final class ByHost extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (isLoopback(request.getHeader("Host"))) {
        chain.doFilter(request, response);
      } else {
        HttpStatus status = HttpStatus.FORBIDDEN;
        ServletAnswer.write(HttpAnswer.error(status.value(), "Not by this name"), response);
      }
    }
  }
}
