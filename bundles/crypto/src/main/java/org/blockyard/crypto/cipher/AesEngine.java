package org.blockyard.crypto.cipher;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** AES by the JDK, whose code for whole buffers uses the processor's instructions. */
final class AesEngine implements BlockEngine {
    private static final int BLOCK = 16;

    private final Cipher ecbEncryption;
    private final Cipher ecbDecryption;
    private final Cipher cbcEncryption;
    private final Cipher cbcDecryption;

    AesEngine(byte[] key) throws BlockException {
        try {
            var secret = new SecretKeySpec(key, "AES");
            ecbEncryption = Cipher.getInstance("AES/ECB/NoPadding");
            ecbEncryption.init(Cipher.ENCRYPT_MODE, secret);
            ecbDecryption = Cipher.getInstance("AES/ECB/NoPadding");
            ecbDecryption.init(Cipher.DECRYPT_MODE, secret);
            var zero = new IvParameterSpec(new byte[BLOCK]);
            cbcEncryption = Cipher.getInstance("AES/CBC/NoPadding");
            cbcEncryption.init(Cipher.ENCRYPT_MODE, secret, zero);
            cbcDecryption = Cipher.getInstance("AES/CBC/NoPadding");
            cbcDecryption.init(Cipher.DECRYPT_MODE, secret, zero);
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
    }

    private static BlockException failed(GeneralSecurityException e) {
        return new BlockException(ErrorKind.UNSUPPORTED, "AES does not work: " + e, e);
    }

    private static void run(Cipher cipher, byte[] in, byte[] out, int from, int length)
            throws BlockException {
        try {
            // ends the chain, so that the next call begins anew
            cipher.doFinal(in, from, length, out, from);
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
    }

    @Override
    public void ecbEncrypt(byte[] in, byte[] out, int from, int length) throws BlockException {
        run(ecbEncryption, in, out, from, length);
    }

    @Override
    public void ecbDecrypt(byte[] in, byte[] out, int from, int length) throws BlockException {
        run(ecbDecryption, in, out, from, length);
    }

    @Override
    public void cbcEncrypt(byte[] in, byte[] out, int from, int length) throws BlockException {
        run(cbcEncryption, in, out, from, length);
    }

    @Override
    public void cbcDecrypt(byte[] in, byte[] out, int from, int length) throws BlockException {
        run(cbcDecryption, in, out, from, length);
    }
}
