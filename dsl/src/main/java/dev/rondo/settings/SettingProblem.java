package dev.rondo.settings;

/**
 * One thing wrong with a setting.
 *
 * @param setting its name; empty when the settings as a whole are wrong
 * @param reason what is wrong, in one sentence
 * @param remedy what to do about it, in one sentence
 */
public record SettingProblem(String setting, String reason, String remedy) {
    @Override
    public String toString() {
        return (setting.isEmpty() ? "" : setting + ": ") + reason + " " + remedy;
    }
}
