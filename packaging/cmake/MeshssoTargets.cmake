# One function a kind of target, so that flags and precompiled headers are set in one place.

# meshsso_library(<folder> [ROOT <folder>] [DEPENDS <libraries> ...] [PRIVATE <libraries> ...])
# A static library named meshsso_<folder> of the calling folder's *.cpp: the folder is the library. DEPENDS are what
# its headers include; ROOT (default backend) is where include paths start.
function(meshsso_library name)
    cmake_parse_arguments(ARG "" "ROOT" "DEPENDS;PRIVATE" ${ARGN})
    if(NOT ARG_ROOT)
        set(ARG_ROOT backend)
    endif()
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    if(NOT sources)
        set(sources "${CMAKE_BINARY_DIR}/pch/empty.cpp")
        file(WRITE "${sources}" "\n")
    endif()
    add_library(meshsso_${name} STATIC ${sources})
    target_include_directories(meshsso_${name} PUBLIC "${CMAKE_SOURCE_DIR}/${ARG_ROOT}")
    target_link_libraries(meshsso_${name} PUBLIC ${ARG_DEPENDS} PRIVATE meshsso_flags ${ARG_PRIVATE})
    meshsso_use_pch(meshsso_${name})
endfunction()

# meshsso_test(<tst_name> [SOURCES ...] [DEPENDS ...] [LABELS ...] [TIMEOUT seconds])
# A Qt Test program from <tst_name>.cpp beside the caller, registered with ctest under its own name.
function(meshsso_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 180) # what hangs is ended; a busy machine is not
    endif()
    if(NOT ARG_LABELS)
        set(ARG_LABELS unit)
    endif()
    add_executable(${name} ${name}.cpp ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE meshsso_flags meshsso_testsupport Qt6::Test ${ARG_DEPENDS})
    target_compile_definitions(${name} PRIVATE
        MESHSSO_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" MESHSSO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    meshsso_use_test_pch(${name})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()

# The standard library and the two header-only vocabularies are parsed once for the whole tree.
function(meshsso_use_pch target)
    if(NOT TARGET meshsso_pch)
        file(WRITE "${CMAKE_BINARY_DIR}/pch/meshsso_pch.cpp" "// Owns the precompiled header.\n")
        add_library(meshsso_pch OBJECT "${CMAKE_BINARY_DIR}/pch/meshsso_pch.cpp")
        target_link_libraries(meshsso_pch PRIVATE meshsso_flags Boost::json)
        target_include_directories(meshsso_pch SYSTEM PRIVATE "${MESHSSO_EXPECTED_DIR}")
        target_precompile_headers(meshsso_pch PRIVATE
            <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string>
            <string_view> <utility> <variant> <vector> <coroutine> <tl/expected.hpp> <boost/json.hpp>)
    endif()
    target_precompile_headers(${target} REUSE_FROM meshsso_pch)
endfunction()

function(meshsso_use_test_pch target)
    if(NOT TARGET meshsso_test_pch)
        file(WRITE "${CMAKE_BINARY_DIR}/pch/meshsso_test_pch.cpp" "// Owns the tests' precompiled header.\n")
        add_library(meshsso_test_pch OBJECT "${CMAKE_BINARY_DIR}/pch/meshsso_test_pch.cpp")
        target_link_libraries(meshsso_test_pch PRIVATE meshsso_flags Boost::json Qt6::Test)
        target_compile_definitions(meshsso_test_pch PRIVATE
            MESHSSO_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" MESHSSO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
        target_precompile_headers(meshsso_test_pch PRIVATE
            <algorithm> <array> <chrono> <functional> <memory> <optional> <string> <string_view> <vector>
            <coroutine> <tl/expected.hpp> <boost/json.hpp> <QtTest/QtTest>)
    endif()
    target_precompile_headers(${target} REUSE_FROM meshsso_test_pch)
endfunction()
