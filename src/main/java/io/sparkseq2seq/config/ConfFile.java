package io.sparkseq2seq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;

/** A file of settings: a path, or the name of a preset that is packed with the program. */
final class ConfFile {
    private ConfFile() {}

    /** @throws UserException when it is missing or is not HOCON */
    static Config parse(String name) {
        var options = ConfigParseOptions.defaults().setOriginDescription(name).setAllowMissing(false);
        var file = new File(name);
        String preset = "conf/" + name + ".conf";
        try {
            if (file.isFile()) {
                return ConfigFactory.parseFile(file, options);
            }
            if (ConfFile.class.getClassLoader().getResource(preset) != null) {
                return ConfigFactory.parseResources(
                        ConfFile.class.getClassLoader(), preset, options.setOriginDescription(preset));
            }
        } catch (ConfigException e) {
            String where = e.origin() == null ? name : SettingsReader.where(e.origin());
            throw new UserException(
                    "the settings cannot be read: " + reason(e),
                    where,
                    "Values with ':', '//' or '#' in them stand in double quotes.");
        }
        throw new UserException(
                "there is no such settings file", name, "Give a file, or a preset's name such as quickstart.");
    }

    private static String reason(ConfigException e) {
        String message = e.getMessage().lines().findFirst().orElse("");
        int afterOrigin = message.indexOf(": ", message.indexOf(": ") + 2);
        return e.origin() != null && afterOrigin > 0 ? message.substring(afterOrigin + 2) : message;
    }
}
