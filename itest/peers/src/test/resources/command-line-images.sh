# Makes in a folder the images that the command lines of command-lines.txt name.
cd "$1"
Q="qemu-img create -q -f qcow2"
$Q base 8M; qemu-io -c 'write -P 1 0 1M' -c 'write -z 2M 1M' base >/dev/null
$Q -b base -F qcow2 mid; qemu-io -c 'write -P 2 64k 128k' -c 'write -z 0 64k' mid >/dev/null
$Q -b mid -F qcow2 -o cluster_size=4k top; qemu-io -c 'write -P 3 500k 300k' -c 'write -z 100k 8k' top >/dev/null
$Q -o compat=0.10,cluster_size=4k old 5M; qemu-io -c 'write -P 4 1000k 100k' old > /dev/null
$Q other 6M; qemu-io -c 'write -P 1 64k 192k' -c 'write -P 9 4M 70k' other >/dev/null
qemu-img snapshot -c one other; qemu-io -c 'write -P 7 0 1M' other >/dev/null; qemu-img snapshot -c two other
qemu-img convert -O qcow2 -c base packed
qemu-img convert -O raw base base.raw
$Q marked 8M; qemu-img bitmap --add marked b0; qemu-img bitmap --add -g 4k --disable marked b1; qemu-io -c 'write -P 8 3M 300k' marked >/dev/null
$Q --object secret,id=s,data=abc -o encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10 luks 2M
$Q --object secret,id=s,data=abc -o encrypt.format=aes,encrypt.key-secret=s aes 2M 2>/dev/null
$Q -o extended_l2=on,cluster_size=128k sub 8M; qemu-io -c 'write -P 5 4k 8k' sub >/dev/null
$Q -o data_file=ext.data,data_file_raw=on ext 4M; qemu-io -c 'write -P 6 0 100k' ext >/dev/null
$Q -o lazy_refcounts=on,refcount_bits=1 lazy 4M
$Q -b nowhere -F raw -u orphan 4M
python3 - <<'P'
import random
random.seed(1); n=bytes(random.randrange(256) for _ in range(100000))
f=open('noise.raw','wb'); f.write(n); f.seek(1<<20); f.write(n); f.truncate(2<<20); f.close()
open('odd.raw','wb').write(b'x'*1000)
open('empty','wb'); open('text','wb').write(b'abc')
def ref(src,dst,first,val,n):
    b=bytearray(open(src,'rb').read())
    for i in range(n): b[0x20000+2*(first+i):0x20000+2*(first+i)+2]=val.to_bytes(2,'big')
    open(dst,'wb').write(b)
ref('base','leaky',30,1,3); ref('base','corrupt',6,0,2)
b=bytearray(open('base','rb').read()); b[79]|=2; open('broken','wb').write(b)
b=bytearray(open('base','rb').read()); b[4:8]=b'\0\0\0\7'; open('badver','wb').write(b)
b=bytearray(open('base','rb').read()); b[20:24]=b'\0\0\0\x30'; open('badclus','wb').write(b)
P
mkdir dir; touch -d 2020-01-01 *
