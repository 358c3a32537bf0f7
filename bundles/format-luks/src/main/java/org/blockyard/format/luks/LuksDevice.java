package org.blockyard.format.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.crypto.luks.MasterKeyState;
import org.blockyard.driver.Amending;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Describable;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.Unzeroed;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.OptionSchema;

/** An open encrypted disk. What discards and zero writes would show of the disk stays hidden. */
final class LuksDevice
        implements BlockDevice,
                Resizable,
                Describable,
                Amending<KeySlotOptions>,
                HandOver,
                Unzeroed {
    private final EncryptedData data;
    private final Volume volume;
    private final boolean detached;
    private final Volume.Passwords passwords;
    private final int sectorBytes;
    private final Limits limits;

    LuksDevice(EncryptedData data, Volume volume, boolean detached, Volume.Passwords passwords) {
        this.data = data;
        this.volume = volume;
        this.detached = detached;
        this.passwords = passwords;
        this.sectorBytes = volume.sectorBytes();
        var below = data.file().limits();
        this.limits =
                below.aligned(
                        Math.max(sectorBytes, below.requestAlignment()), below.memoryAlignment());
    }

    @Override
    public long length() {
        long there = Math.max(0, data.file().length() - data.start());
        return Math.min(there, volume.payloadLength().orElse(there)) & -sectorBytes;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public void read(long at, ByteBuffer target) throws IOException {
        data.read(at, target);
    }

    @Override
    public boolean tryRead(long at, ByteBuffer target) throws IOException {
        return data.tryRead(at, target);
    }

    @Override
    public void write(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        data.write(at, source, flags);
    }

    @Override
    public boolean tryWrite(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        return data.tryWrite(at, source, flags);
    }

    @Override
    public void flush() throws IOException {
        data.file().flush();
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (volume.payloadLength().isPresent() || length % sectorBytes != 0) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "the volume's header says another length");
        }
        if (length > Long.MAX_VALUE - data.start()) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "The requested file size is too large");
        }
        data.file().resize(data.start() + length, preallocation, exact);
    }

    @Override
    public ImageDescription describe() throws IOException {
        return new ImageDescription(
                OptionalInt.empty(),
                true,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.of(LuksDriver.NAME),
                volume.describe(detached),
                Optional.empty());
    }

    @Override
    public OptionSchema<KeySlotOptions> amendOptions() {
        return OptionSchema.of(KeySlotOptions.class);
    }

    @Override
    public void amend(KeySlotOptions options, boolean force, Progress progress) throws IOException {
        volume.amend(options, passwords, force);
    }

    @Override
    public Optional<HandOverState> handOver() {
        return data.cipher()
                .map(known -> MasterKeyState.of(LuksDriver.NAME, volume.digest(), known.key()));
    }

    /** Whoever rehearses has the password too; trying it would keep the processors from clients. */
    @Override
    public Optional<HandOverState> preview() {
        return handOver();
    }

    @Override
    public void close() {
        data.cipher().ifPresent(SectorCipher::close);
    }
}
