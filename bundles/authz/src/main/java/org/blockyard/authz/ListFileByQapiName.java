package org.blockyard.authz;

import org.blockyard.object.ObjectType;
import org.blockyard.platform.Provide;

/**
 * The object type {@code authz-list-file} by the name that QEMU's schema gives it, and under which
 * QEMU can't make one: programs that go by the schema use it.
 */
@Provide(services = ObjectType.class, name = "authz-listfile")
public final class ListFileByQapiName extends ListFileType {
    @Override
    public String name() {
        return "authz-listfile";
    }
}
