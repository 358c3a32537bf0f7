# Sourced by ./blockyard new-driver --kind format|protocol|filter NAME DIR: a driver's project, outside of this folder.
refuse() { echo "blockyard: $1" >&2; exit 1; }
kind= name= into=
while [ $# -gt 0 ]; do
    case $1 in
        --kind) [ $# -ge 2 ] || refuse "--kind needs format, protocol or filter"; kind=$2; shift ;;
        --kind=*) kind=${1#--kind=} ;;
        -*) refuse "new-driver knows no option '$1'" ;;
        *) if [ -z "$name" ]; then name=$1; elif [ -z "$into" ]; then into=$1; else refuse "'$1' is one argument too many"; fi ;;
    esac
    shift
done
case $kind in
    format|protocol|filter) ;;
    '') refuse "usage: blockyard new-driver --kind format|protocol|filter NAME DIR" ;;
    *) refuse "--kind is format, protocol or filter, not '$kind'" ;;
esac
[ -n "$name" ] && [ -n "$into" ] || refuse "usage: blockyard new-driver --kind format|protocol|filter NAME DIR"
case $name in
    [!a-z]*|*[!a-z0-9-]*|*-|*--*) refuse "a driver's name has lower-case letters, digits and single hyphens, and begins with a letter: not '$name'" ;;
esac
[ "${#name}" -le 31 ] || refuse "a driver's name has at most 31 letters"
word=$(printf %s "$name" | tr -d -)
case " abstract assert boolean break byte case catch char class const continue default do double else enum extends final \
finally float for goto if implements import instanceof int interface long native new package private protected public return short \
static strictfp super switch synchronized this throw throws transient try void volatile while true false null " in
    *" $word "*) refuse "'$word' is a word of Java; take another name" ;;
esac
if [ -e "$into" ]; then
    [ -d "$into" ] || refuse "$into is there, and is no folder"
    [ -z "$(ls -A "$into")" ] || refuse "$into is there and not empty"
fi
prepare
! grep -q "services=\"[^\"]*BlockDriver[^\"]*\";name=\"*$name[\";]" "$product/lib/index" || refuse "Blockyard itself has a driver '$name'; take another name"
templates=$root/cnf/new-driver
maven=$product/maven
class=$(printf '%s\n' "$name" | awk -F- '{ for (i = 1; i <= NF; i++) printf "%s", toupper(substr($i, 1, 1)) substr($i, 2) }')
bundle=com.example.$word
# the first eight letters, as a number
magic=$(printf '%.8s' "${word}........" | od -An -tx1 | tr -d ' \n')
url=file://$(printf %s "$maven" | sed -e 's/%/%25/g' -e 's/ /%20/g' -e 's/&/%26/g' -e 's/#/%23/g')
fill() { # fill TEMPLATE FILE
    mkdir -p "$(dirname "$into/$2")"
    sed -e "s|@USAGE@|$usage|" -e "s|@NAME@|$name|g" -e "s|@CLASS@|$class|g" -e "s|@PACKAGE@|$bundle|g" -e "s|@BUNDLE@|$bundle|g" \
        -e "s|@MAGIC@|$magic|g" -e "s|@REPOSITORY@|$url|g" -f "$maven/versions.sed" "$templates/$1" > "$into/$2"
}
read -r usage < "$templates/$kind/usage"
source=$(echo "$bundle" | tr . /)
mkdir -p "$into"
fill common/pom.xml pom.xml
fill common/bnd.bnd bnd.bnd
fill common/README.md README.md
fill common/gitignore .gitignore
fill common/build build
fill "$kind/Driver.java" "src/main/java/$source/${class}Driver.java"
fill "$kind/DriverTest.java" "src/test/java/$source/${class}DriverTest.java"
cp "$root/cnf/jdk.sh" "$into/jdk.sh"
chmod +x "$into/build"
echo "$into: the $kind driver '$name'; build it with $into/build"
