#pragma once

#include "crypto/Certificate.h"
#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

#include <QTimer>
#include <filesystem>
#include <optional>
#include <vector>

namespace meshsso::desktop {

/// What is known of the gateway's certificate, without its key.
struct CertificateState
{
    std::vector<crypto::CertificateInfo> chain; ///< leaf first; empty: there is none
    std::filesystem::path file;
    std::string note;           ///< what was made, after making one
    Findings findings;          ///< where is a field path of the project
    std::optional<Error> error; ///< why there is nothing to show; NotFound: none was made yet
};

/// The step of the gateway's address and certificate. Files and keys are worked on in the background.
class GatewayController final : public StepController
{
    Q_OBJECT
public:
    /// What stands in the way of making a certificate.
    enum class Lack { Nothing, Project, File, Address, ReadOnly };

    explicit GatewayController(StepContext context, QObject* parent = nullptr);

    /// Nothing until the first look is done.
    const std::optional<CertificateState>& certificate() const { return m_certificate; }
    /// Whole days until the first certificate of the chain to expire does; negative once expired.
    std::optional<int> daysLeft() const;
    TimePoint now() const { return m_context.services.clock.now(); }
    /// A certificate that browsers may have been told to trust would be replaced.
    bool replacesGoodOne() const;
    Lack lack() const;
    /// The authority's files are named, and not there yet.
    bool canMakeAuthority() const;

    /// Making; looking is too short to show.
    Job& job() { return m_job; }
    /// Reads the certificate's files again.
    void look();
    /// Makes a new certificate, as gateway.tls says, beside the project; for the operator's own files it
    /// checks them again. Nothing happens while something is lacking.
    void make();
    /// Makes an authority of one's own where gateway.tls names its files.
    void makeAuthority();

signals:
    /// Anything of the above.
    void changed();

protected:
    StepState compute() const override;

private:
    /// What the certificate depends on.
    struct Basis
    {
        std::string address;
        project::GatewayTls tls;
        std::filesystem::path folder;
        bool operator==(const Basis&) const = default;
    };
    Basis basis() const;
    void onDocumentChanged();
    void take(CertificateState state);

    StepContext m_context;
    Job m_job;
    Job m_look;
    QTimer m_delay;
    Basis m_lookedFor;
    std::optional<CertificateState> m_certificate;
};

} // namespace meshsso::desktop
