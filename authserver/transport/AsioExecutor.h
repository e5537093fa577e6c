#pragma once

#include "core/Executor.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace meshsso::transport {

/// Runs posted functions on an io_context.
class AsioExecutor final : public Executor
{
public:
    explicit AsioExecutor(boost::asio::io_context& context) : m_context(context) {}
    void post(std::function<void()> function) override { boost::asio::post(m_context, std::move(function)); }

private:
    boost::asio::io_context& m_context;
};

} // namespace meshsso::transport
