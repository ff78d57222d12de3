package io.groqwebhooks.cli;

import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.SenderFiles;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells which senders are known, and what one of them needs. */
@Command(
    name = "senders",
    description = "List the senders that are known, or show one with the settings that it needs.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class)
final class Senders implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "SENDER", description = "The sender to show.")
  private @Nullable String name;

  private final SenderFiles files = Configuration.ofWorkingDirectory().senders();

  /** Its title, or what is wrong with its file: the others are listed all the same. */
  private String title(String each) {
    try {
      return files.described(each).title();
    } catch (InvalidSettingException e) {
      return "cannot be used: " + e.getMessage();
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (name == null) {
        files.names().forEach(each -> out.printf("%-22s %s%n", each, title(each)));
        return ExitCode.OK;
      }
      SenderFiles.Described sender = files.described(name);
      Sender read = Sender.named(name, files);
      out.println(sender.title() + ", " + sender.confidence());
      if (sender.documentation() != null) {
        out.println(sender.documentation());
      }
      out.println();
      sender.facts().forEach((fact, text) -> out.printf("  %-28s %s%n", fact, text));
      out.println();
      String prefix = SourceSettings.prefix(name);
      out.println("A source for it, in application.properties:");
      out.println("  " + prefix + "scheme=" + name);
      if (read.bringsSecret()) {
        out.println("  " + prefix + "learn-secret=true");
      } else if (read.needsSecret()) {
        out.println("  " + prefix + "secrets=" + sender.secret());
      }
      if (!read.provesBody()) {
        out.println("  " + prefix + "accept-unsigned-body=true");
      }
      if (read.signsUrl()) {
        out.println("  " + prefix + "public-url=<the address as " + sender.title() + " knows it>");
      }
      if (read.handshake() != null && read.handshake().token() != null) {
        out.println("  " + prefix + "verify-token=<a text of your own, which you give it too>");
      }
      return ExitCode.OK;
    } catch (InvalidSettingException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
  }
}
