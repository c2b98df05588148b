package org.fedner.audit.event;

/**
 * One step of the mechanism in integers: all that its privacy depends on.
 *
 * @param mode where there is enough noise
 * @param unit what neighbours differ in
 * @param sigma of the noise that protects, in quanta
 * @param share sigma of what this platform adds to its upload, in quanta
 * @param survivors fewest platforms in a sum
 * @param colluders of them who may tell the server their noise
 * @param sensitivity Delta: largest norm of one unit at one platform, in quanta
 * @param platformsPerUnit at how many platforms one unit's data may be
 * @param coordinates of the sum
 * @param rateBillionths probability that a unit is in a step at one platform
 */
public record DpMechanism(
        DpTerms.Mode mode,
        DatasetBind.Unit unit,
        long sigma,
        long share,
        int survivors,
        int colluders,
        int sensitivity,
        int platformsPerUnit,
        long coordinates,
        int rateBillionths) {

    public DpMechanism {
        boolean isNoise = mode != DpTerms.Mode.OFF && sigma > 0 && share > 0 && sensitivity > 0;
        boolean isShared = colluders >= 0 && survivors > colluders && platformsPerUnit > 0 && coordinates > 0;
        if (!isNoise || !isShared || rateBillionths < 1 || rateBillionths > 1_000_000_000) {
            throw new IllegalArgumentException("not a mechanism");
        }
        Bounds.requireCount("sigma", sigma);
        Bounds.requireCount("share", share);
        Bounds.requireCount("coordinates", coordinates);
    }
}
