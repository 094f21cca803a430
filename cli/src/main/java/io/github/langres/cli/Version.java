package io.github.langres.cli;

import picocli.CommandLine.IVersionProvider;

final class Version implements IVersionProvider {

  static String langres() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "langres " + langres(), "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }
}
