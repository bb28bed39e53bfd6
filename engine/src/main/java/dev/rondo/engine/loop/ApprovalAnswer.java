package dev.rondo.engine.loop;

/**
 * What a person says of something that waits for approval.
 *
 * @param by who it is
 * @param role in which role; must be the one that the step asks for
 * @param reason why; may be empty for an approval, not for a rejection
 */
public record ApprovalAnswer(boolean approved, String by, String role, String reason) {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2000;

    public ApprovalAnswer {
        if (by.isBlank() || by.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("Who decides is named in 1 to " + LONGEST_NAME + " characters; got "
                    + by.length() + ". Give a name");
        }
        if (!approved && reason.isBlank()) {
            throw new IllegalArgumentException("A rejection says why. Give a reason");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "A reason has at most " + LONGEST_REASON + " characters; got " + reason.length());
        }
    }

    String words() {
        return (approved ? "approved" : "rejected") + " by " + by + " (" + role + ")"
                + (reason.isBlank() ? "" : ": " + reason);
    }
}
