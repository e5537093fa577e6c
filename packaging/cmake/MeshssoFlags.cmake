# Language level, warnings, hardening and sanitizers, as one INTERFACE target that all our code links.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Full debug information doubles the build's size and link time; line tables are what a backtrace needs.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(MESHSSO_CCACHE ccache)
if(MESHSSO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # ccache may only reuse precompiled headers when told to trust their defines and timestamps.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
        "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "CCACHE_NOHASHDIR=1" "${MESHSSO_CCACHE}")
endif()

add_library(meshsso_flags INTERFACE)
target_compile_options(meshsso_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
    -Wcast-qual -Wextra-semi -Wundef -Wformat=2 -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # -fpch-preprocess is what lets ccache see through a precompiled header.
    target_compile_options(meshsso_flags INTERFACE -fpch-preprocess)
endif()
target_compile_definitions(meshsso_flags INTERFACE
    MESHSSO_VERSION="${PROJECT_VERSION}"
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Optimising, gcc 12 sees impossible copies in std::string's own code (gcc bugs 105651 and 105329).
    target_compile_options(meshsso_flags INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds>)
endif()

# What is shipped must not depend on where it was built.
target_compile_options(meshsso_flags INTERFACE
    $<$<CONFIG:Release>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build>)

if(MESHSSO_SANITIZE)
    target_compile_options(meshsso_flags INTERFACE
        -fsanitize=${MESHSSO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(meshsso_flags INTERFACE -fsanitize=${MESHSSO_SANITIZE})
    if(MESHSSO_SANITIZE MATCHES "thread")
        # Protobuf's headers give messages other members when they see this sanitizer than Debian's library has.
        # libstdc++ is to see it.
        target_compile_options(meshsso_flags INTERFACE -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
        # Such libraries would take inline functions of the standard library from our programs, and be told of under
        # our names.
        file(WRITE "${CMAKE_BINARY_DIR}/own-symbols.map" "{ local: *; };\n")
        target_link_options(meshsso_flags INTERFACE "-Wl,--version-script=${CMAKE_BINARY_DIR}/own-symbols.map")
    endif()
else()
    target_compile_options(meshsso_flags INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:-fstack-protector-strong -fstack-clash-protection -fcf-protection
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -ffunction-sections -fdata-sections>)
    target_link_options(meshsso_flags INTERFACE
        $<$<CONFIG:Release,RelWithDebInfo>:-Wl,-z,relro,-z,now,-z,noexecstack -Wl,--gc-sections -pie>)
endif()
