#pragma once

#include "core/Error.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace meshsso {

/// A value or an Error. The one way a function reports failure; no exception crosses a folder.
template<class T>
using Result = tl::expected<T, Error>;

/// Builds the error side of a Result: `return fail(ErrorCode::NotFound, "no such realm", url);`
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string context = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

/// Passes an error on unchanged: `if (!x) return fail(std::move(x).error());`
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace meshsso
