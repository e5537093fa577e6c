#pragma once

#include "desktop/models/StepState.h"

#include <QObject>

namespace meshsso::desktop {

/// One step without its page: what it knows, what it can do, and how it stands. GUI thread. Derived
/// controllers emit changed() of their own for their pages and call refresh() whenever the state may be
/// another.
class StepController : public QObject
{
    Q_OBJECT
public:
    StepController(StepId id, QObject* parent) : QObject(parent), m_id(id) {}

    StepId id() const { return m_id; }
    const StepState& state() const { return m_state; }
    /// Makes the state's text again, after a change of language.
    void retranslate() { refresh(); }

signals:
    void stateChanged();

protected:
    /// The state as of now; cheap, without I/O.
    virtual StepState compute() const = 0;
    /// Computes the state and tells who listens, if it is another one.
    void refresh();

private:
    StepId m_id;
    StepState m_state;
};

/// Failed with an error among the findings, Attention with a warning, otherwise what is given.
StepStatus statusOf(const Findings& findings, StepStatus otherwise);

} // namespace meshsso::desktop
