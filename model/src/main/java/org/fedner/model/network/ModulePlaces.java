package org.fedner.model.network;

import java.util.HashMap;
import java.util.Map;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorSpec;

/** Where each tensor stands in the two modules' arrays; of a table by rows, which is in neither, nothing. */
final class ModulePlaces {
    static final int SHARED = 0;
    static final int OWN = 1;

    private final ParameterLayout[] layouts;
    private final Map<String, Place> places = new HashMap<>();

    /**
     * One tensor.
     *
     * @param module {@link #SHARED} or {@link #OWN}
     * @param offset where it begins in the module's array
     * @param size how many numbers it has there
     */
    record Place(int module, int offset, int size) {}

    ModulePlaces(ParameterLayout sharedLayout, ParameterLayout privateLayout) {
        layouts = new ParameterLayout[] {sharedLayout, privateLayout};
        for (int module = SHARED; module <= OWN; module++) {
            int offset = 0;
            for (TensorSpec tensor : layouts[module].tensors()) {
                places.put(tensor.name(), new Place(module, offset, tensor.size()));
                offset += tensor.size();
            }
        }
    }

    ParameterLayout layout(int module) {
        return layouts[module];
    }

    Place place(String tensor) {
        Place place = places.get(tensor);
        if (place == null) {
            throw new IllegalArgumentException("the network has no tensor " + tensor);
        }
        return place;
    }
}
